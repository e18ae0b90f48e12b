package io.toolruntime.isolation;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.linux.Proc;

import static org.assertj.core.api.Assertions.assertThat;

class ChildClassPathTests {

	@TempDir
	private Path folder;

	private ChildFiles files;

	@BeforeEach
	void create() throws IOException {
		this.files = ChildFiles.create(ApplicationInstance.create(new Proc()), null);
	}

	@AfterEach
	void close() {
		this.files.close();
	}

	private List<Path> entries(boolean otherUser, Path... paths) throws IOException {
		return new ChildClassPath(this.files,
				String.join(File.pathSeparator, List.of(paths).stream().map(Path::toString).toList()), otherUser)
			.entries();
	}

	private static void jar(Path jar, Manifest manifest, String... entries) throws IOException {
		try (OutputStream out = Files.newOutputStream(jar); JarOutputStream zip = new JarOutputStream(out, manifest)) {
			for (String entry : entries) {
				zip.putNextEntry(new ZipEntry(entry));
				if (entry.endsWith(".jar")) {
					zip.write(nested());
				}
				else if (!entry.endsWith("/")) {
					zip.write(entry.getBytes());
				}
			}
		}
	}

	private static byte[] nested() throws IOException {
		Path jar = Files.createTempFile("nested", ".jar");
		try {
			jar(jar, manifest(null), "inner.txt");
			return Files.readAllBytes(jar);
		}
		finally {
			Files.delete(jar);
		}
	}

	private static Manifest manifest(String classPath) {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		if (classPath != null) {
			manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
		}
		return manifest;
	}

	private static String read(List<Path> jars, String name) throws IOException {
		URL[] urls = new URL[jars.size()];
		for (int i = 0; i < urls.length; i++) {
			urls[i] = jars.get(i).toUri().toURL();
		}
		try (URLClassLoader loader = new URLClassLoader(urls, null); var in = loader.getResourceAsStream(name)) {
			return (in != null) ? new String(in.readAllBytes()) : null;
		}
	}

	@Test
	void aFolderBecomesAJar() throws IOException {
		Path classes = Files.createDirectories(this.folder.resolve("classes"));
		Files.createDirectories(classes.resolve("a/b"));
		Files.writeString(classes.resolve("a/b/c.txt"), "c");

		List<Path> entries = entries(false, classes, this.folder.resolve("absent"));

		assertThat(entries).singleElement().satisfies((jar) -> assertThat(jar).isRegularFile());
		assertThat(read(entries, "a/b/c.txt")).isEqualTo("c");
	}

	@Test
	void aJarThatEverybodyCanReadStaysWhereItIs() throws IOException {
		Path jar = Path
			.of(org.junit.jupiter.api.Test.class.getProtectionDomain().getCodeSource().getLocation().getPath());

		assertThat(entries(ChildClassPath.isReadByOthers(jar), jar)).containsExactly(jar);
	}

	@Test
	void aJarThatOnlyThisUserCanReadIsCopiedForAnother() throws IOException {
		Path jar = this.folder.resolve("private.jar");
		jar(jar, manifest(null), "a.txt");
		Files.setPosixFilePermissions(jar, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));

		List<Path> entries = entries(true, jar);

		assertThat(entries).doesNotContain(jar);
		assertThat(read(entries, "a.txt")).isEqualTo("a.txt");
	}

	@Test
	void anExecutableJarOfSpringBootIsUnpacked() throws IOException {
		Path jar = this.folder.resolve("app.jar");
		jar(jar, manifest(null), "BOOT-INF/", "BOOT-INF/classes/", "BOOT-INF/classes/app/",
				"BOOT-INF/classes/app/A.class", "BOOT-INF/lib/", "BOOT-INF/lib/one.jar", "BOOT-INF/lib/two.jar",
				"org/springframework/boot/loader/Launcher.class");

		List<Path> entries = entries(false, jar);

		assertThat(entries).hasSize(3);
		assertThat(read(entries.subList(0, 1), "app/A.class")).isEqualTo("BOOT-INF/classes/app/A.class");
		assertThat(read(entries.subList(1, 2), "inner.txt")).isEqualTo("inner.txt");
		assertThat(read(entries, "org/springframework/boot/loader/Launcher.class")).isNull();
	}

	@Test
	void jarsThatAManifestNamesAreOnIt() throws IOException {
		Path one = this.folder.resolve("one.jar");
		Path two = this.folder.resolve("two.jar");
		jar(one, manifest("two.jar absent.jar"), "one.txt");
		jar(two, manifest("one.jar"), "two.txt");

		assertThat(entries(false, one)).containsExactly(one, two);
	}

}
