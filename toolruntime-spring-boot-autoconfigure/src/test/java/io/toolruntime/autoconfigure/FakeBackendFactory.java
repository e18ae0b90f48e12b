package io.toolruntime.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

/** Makes backends that do nothing, of any kind. */
public class FakeBackendFactory implements BackendFactory<FakeBackendFactory.Properties> {

	private final String kind;

	private final @Nullable Isolation isolation;

	private volatile @Nullable Properties lastProperties;

	private volatile @Nullable SecurityProfile lastProfile;

	public FakeBackendFactory(String kind, @Nullable Isolation isolation) {
		this.kind = kind;
		this.isolation = isolation;
	}

	@Override
	public String kind() {
		return this.kind;
	}

	@Override
	public Class<Properties> propertiesType() {
		return Properties.class;
	}

	@Override
	public Optional<Isolation> isolation() {
		return Optional.ofNullable(this.isolation);
	}

	@Override
	public Backend create(SecurityProfile profile, Properties properties) {
		this.lastProfile = profile;
		this.lastProperties = properties;
		return new FakeBackend(this.kind, profile.name(), (this.isolation != null) ? this.isolation : Isolation.VM);
	}

	public @Nullable Properties lastProperties() {
		return this.lastProperties;
	}

	public @Nullable SecurityProfile lastProfile() {
		return this.lastProfile;
	}

	public enum Pull {

		IF_MISSING, NEVER

	}

	public record Properties(@Nullable String host, @DefaultValue Map<String, String> images,
			@DefaultValue("if-missing") Pull pull, @DefaultValue List<String> flags, @Nullable Duration bootTimeout) {
	}

}
