package io.toolruntime.autoconfigure.docker;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority, an engine and a client of it, as Docker-in-Docker makes them. */
final class TestCertificates {

	final Pair authority;

	final Pair server;

	final Pair client;

	TestCertificates() {
		try {
			KeyPair keys = newKeys();
			this.authority = new Pair(certificate("authority", keys, "authority", keys, null), keys);
			this.server = issue("server", KeyPurposeId.id_kp_serverAuth);
			this.client = issue("client", KeyPurposeId.id_kp_clientAuth);
		}
		catch (GeneralSecurityException | OperatorCreationException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Pair issue(String name, KeyPurposeId purpose)
			throws GeneralSecurityException, OperatorCreationException, IOException {
		KeyPair keys = newKeys();
		return new Pair(certificate(name, keys, "authority", this.authority.keys, purpose), keys);
	}

	private static KeyPair newKeys() throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		return generator.generateKeyPair();
	}

	private static X509Certificate certificate(String name, KeyPair keys, String issuer, KeyPair issuerKeys,
			KeyPurposeId purpose) throws GeneralSecurityException, OperatorCreationException, IOException {
		Instant now = Instant.now();
		JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name("CN=" + issuer),
				BigInteger.valueOf(now.toEpochMilli()), Date.from(now.minus(Duration.ofDays(1))),
				Date.from(now.plus(Duration.ofDays(1))), new X500Name("CN=" + name), keys.getPublic());
		builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(purpose == null));
		if (purpose != null) {
			builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
			builder.addExtension(Extension.subjectAlternativeName, false,
					new GeneralNames(new GeneralName[] { new GeneralName(GeneralName.dNSName, "localhost"),
							new GeneralName(GeneralName.iPAddress, "127.0.0.1") }));
		}
		return new JcaX509CertificateConverter()
			.getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuerKeys.getPrivate())));
	}

	/**
	 * Who somebody is, and how they prove it.
	 *
	 * @param certificate the certificate
	 * @param keys its keys
	 */
	record Pair(X509Certificate certificate, KeyPair keys) {

		String certificatePem() {
			return pem(this.certificate);
		}

		String keyPem() {
			return pem(this.keys.getPrivate());
		}

		private static String pem(Object object) {
			StringWriter text = new StringWriter();
			try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
				writer.writeObject(object);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			return text.toString();
		}

	}

}
