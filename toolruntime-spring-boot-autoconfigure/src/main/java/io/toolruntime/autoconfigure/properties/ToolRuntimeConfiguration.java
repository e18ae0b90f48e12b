package io.toolruntime.autoconfigure.properties;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.ToolFilter;

/**
 * What {@code toolruntime.*} says. Backends add what they read of a profile, and then
 * nothing may be left that nobody reads.
 */
public final class ToolRuntimeConfiguration {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("toolruntime");

	private static final ConfigurationPropertyName PROFILES = ROOT.append("profiles");

	/* The name of a limit as a word of its own, not as part of a longer key */
	private static final Pattern LIMIT = Pattern.compile("(?<![\\w.-])(?:limits\\.)?("
			+ Arrays.stream(Limit.values()).map(Limit::key).collect(Collectors.joining("|")) + ")(?![\\w.-]*\\w)");

	private final StrictBinder binder;

	private final ToolRuntimeProperties properties;

	private final Limits limits;

	private final Map<String, Object> features = new HashMap<>();

	/**
	 * Reads the configuration.
	 * @param environment where it is
	 * @throws InvalidToolRuntimeConfigurationException if a value is not valid
	 */
	public ToolRuntimeConfiguration(Environment environment) {
		this.binder = new StrictBinder(environment);
		this.binder.bindApart(PROFILES);
		ToolRuntimeProperties root = this.binder.bind(ROOT, ToolRuntimeProperties.class);
		Map<String, ProfileProperties> profiles = new LinkedHashMap<>();
		for (String name : ProfileNames.in(environment)) {
			profiles.put(name, this.binder.bind(PROFILES.append(name), ProfileProperties.class));
		}
		this.properties = root.withProfiles(profiles);
		this.limits = limits(ROOT, root.limits());
		requireNotNegative(ROOT.append("shutdown-timeout"), root.shutdownTimeout());
	}

	/**
	 * Returns the properties.
	 * @return the properties, with every profile under its own name
	 */
	public ToolRuntimeProperties properties() {
		return this.properties;
	}

	/**
	 * Returns a profile's own properties.
	 * @param profile the profile's name
	 * @return the properties
	 */
	public ProfileProperties profileProperties(String profile) {
		ProfileProperties found = this.properties.profiles().get(profile);
		if (found == null) {
			// Ahead-of-time processing has fixed the profiles
			throw new IllegalStateException("There is no profile '" + profile + "' under " + PROFILES);
		}
		return found;
	}

	/**
	 * Returns what an execution under a profile may use and what must hold for it.
	 * @param name the profile's name
	 * @return the profile
	 * @throws InvalidToolRuntimeConfigurationException if a value is not valid
	 */
	public SecurityProfile profile(String name) {
		ConfigurationPropertyName prefix = PROFILES.append(name);
		ProfileProperties profile = profileProperties(name);
		Limits own = limits(prefix, profile.limits());
		requireAtLeast(prefix.append("max-concurrent"), profile.maxConcurrent(), 0);
		requireAtLeast(prefix.append("max-queued"), profile.maxQueued(), 0);
		requirePositive(prefix.append("start-timeout"), profile.startTimeout());
		Set<Isolation> isolation = profile.isolation();
		Set<Limit> required = profile.requireEnforcement();
		return new SecurityProfile(name, own.orElse(this.limits),
				(isolation != null) ? isolation : Isolation.acceptedBy(name),
				(required != null) ? required : SecurityProfile.enforcementRequiredBy(name),
				tools(prefix.append("tools"), profile.tools()), profile.maxConcurrent(), profile.maxQueued(),
				profile.startTimeout(), pool(prefix.append("pool"), profile.pool()));
	}

	/**
	 * Reads the properties of a feature.
	 * @param feature the feature
	 * @throws InvalidToolRuntimeConfigurationException if a value is not valid
	 */
	public void read(ConfiguredFeature<?> feature) {
		this.features.put(feature.key(), this.binder.bind(ROOT.append(feature.key()), feature.propertiesType()));
	}

	/**
	 * Returns the properties of a feature.
	 * @param <P> their type
	 * @param feature the feature, which has been read
	 * @return the properties; defaults where nothing is set
	 */
	public <P> P featureProperties(ConfiguredFeature<P> feature) {
		return feature.propertiesType().cast(Objects.requireNonNull(this.features.get(feature.key()), feature.key()));
	}

	/**
	 * Reads a backend's own properties of a profile.
	 * @param <P> their type
	 * @param profile the profile's name
	 * @param kind the backend's kind, which is the key they are below
	 * @param type their type
	 * @return the properties; defaults where nothing is set
	 * @throws InvalidToolRuntimeConfigurationException if a value is not valid
	 */
	public <P> P backendProperties(String profile, String kind, Class<P> type) {
		return this.binder.bind(PROFILES.append(profile).append(kind), type);
	}

	/**
	 * Declares that a profile may have keys of a backend that cannot be read here,
	 * because the backend's module is not there.
	 * @param profile the profile's name
	 * @param kind the backend's kind
	 */
	public void allowBackendProperties(String profile, String kind) {
		this.binder.leaveToOthers(PROFILES.append(profile).append(kind));
	}

	/**
	 * Refuses keys that nobody has read.
	 * @throws InvalidToolRuntimeConfigurationException for the first such key
	 */
	public void requireEverythingRead() {
		new UnknownKeys(this.binder).refuse();
	}

	/**
	 * Describes a property that cannot work.
	 * @param property the property's name, without {@code toolruntime}
	 * @param reason why it cannot work
	 * @param remedy what to do
	 * @return the exception to throw
	 */
	public InvalidToolRuntimeConfigurationException invalid(String property, String reason, String remedy) {
		return invalid(ROOT.append(property), reason, remedy);
	}

	/**
	 * Describes a property that whoever reads it has refused.
	 * @param ex the refusal, with a message that begins with the property's name, with or
	 * without {@code toolruntime}
	 * @return the exception to throw
	 */
	public InvalidToolRuntimeConfigurationException invalid(IllegalArgumentException ex) {
		String message = String.valueOf(ex.getMessage());
		String name = message.split("[ :]", 2)[0];
		ConfigurationPropertyName property = ConfigurationPropertyName.adapt(name, '.');
		if (!ROOT.isAncestorOf(property)) {
			property = (this.features.containsKey(name.split("\\.", 2)[0])) ? ROOT.append(property) : ROOT;
		}
		return invalid(property, message, "Change the value");
	}

	/**
	 * Describes a property that cannot work, ours or one of others.
	 * @param property the property's full name
	 * @param reason why it cannot work
	 * @param remedy what to do
	 * @return the exception to throw
	 */
	public InvalidToolRuntimeConfigurationException invalid(ConfigurationPropertyName property, String reason,
			String remedy) {
		return BadValue.of(property.toString(), this.binder.find(property), reason, remedy);
	}

	/**
	 * Describes a profile that its backend has refused.
	 * @param profile the profile's name
	 * @param kind the backend's kind
	 * @param reason the backend's words, which name a limit, or a key of this kind or of
	 * another that it reads
	 * @return the exception to throw
	 */
	public InvalidToolRuntimeConfigurationException refused(String profile, String kind, String reason) {
		ConfigurationPropertyName prefix = PROFILES.append(profile);
		Matcher key = keys(kind).matcher(reason);
		if (key.lookingAt()) {
			return invalid(prefix.append(key.group()), reason, "Change the value");
		}
		Matcher limit = LIMIT.matcher(reason);
		if (limit.find()) {
			ConfigurationPropertyName name = ConfigurationPropertyName.of("limits").append(limit.group(1));
			// A profile takes from all profiles what it does not say itself
			boolean inherited = this.binder.find(prefix.append(name)).isEmpty()
					&& this.binder.find(ROOT.append(name)).isPresent();
			return invalid((inherited ? ROOT : prefix).append(name), reason, "Change the limit");
		}
		return key.find() ? invalid(prefix.append(key.group()), reason, "Change the value")
				: invalid(prefix.append("backend"), reason,
						"Change the configuration of profile '" + profile + "', or choose another backend");
	}

	/* Kinds may read the keys of others: gvisor those of its engine. */
	private static Pattern keys(String kind) {
		return Pattern.compile("(?<![\\w./-])(?:" + Pattern.quote(kind) + "|" + String.join("|", KnownBackends.kinds())
				+ ")\\.[a-z][a-z0-9.-]*[a-z0-9]");
	}

	private Limits limits(ConfigurationPropertyName prefix, LimitProperties properties) {
		Limits limits = Limits.NONE;
		for (Map.Entry<String, String> entry : properties.set().entrySet()) {
			try {
				limits = limits.with(Limit.of(entry.getKey()), entry.getValue());
			}
			catch (IllegalArgumentException ex) {
				Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
				throw invalid(prefix.append("limits").append(entry.getKey()), String.valueOf(cause.getMessage()),
						"Change the value; 0 is unlimited, and less than 0 is not possible");
			}
		}
		return limits;
	}

	private ToolFilter tools(ConfigurationPropertyName prefix, ProfileProperties.Tools tools) {
		requireNotBlank(prefix.append("include"), tools.include());
		requireNotBlank(prefix.append("exclude"), tools.exclude());
		return new ToolFilter(tools.include(), tools.exclude());
	}

	private PoolSettings pool(ConfigurationPropertyName prefix, ProfileProperties.Pool pool) {
		Integer minIdle = pool.minIdle();
		requireAtLeast(prefix.append("max-total"), pool.maxTotal(), 1);
		requireNotNegative(prefix.append("max-wait"), pool.maxWait());
		if (minIdle != null) {
			requireAtLeast(prefix.append("min-idle"), minIdle, 0);
			if (minIdle > pool.maxTotal()) {
				throw invalid(prefix.append("min-idle"), "it is more than max-total, which is " + pool.maxTotal(),
						"Lower it, or raise max-total");
			}
		}
		return new PoolSettings(minIdle, pool.maxTotal(), pool.maxWait());
	}

	private void requireNotBlank(ConfigurationPropertyName name, List<String> patterns) {
		if (!patterns.stream().allMatch(StringUtils::hasText)) {
			throw invalid(name, "it has an empty pattern", "Write patterns of tool ids, such as orders:*");
		}
	}

	private void requireAtLeast(ConfigurationPropertyName name, int value, int least) {
		if (value < least) {
			throw invalid(name, "it is less than " + least, "Set it to " + least + " or more");
		}
	}

	private void requireNotNegative(ConfigurationPropertyName name, Duration duration) {
		if (duration.isNegative()) {
			throw invalid(name, "it is less than 0", "Set it to 0s or more");
		}
	}

	private void requirePositive(ConfigurationPropertyName name, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw invalid(name, "it must be more than 0", "Set a duration, such as 30s");
		}
	}

}
