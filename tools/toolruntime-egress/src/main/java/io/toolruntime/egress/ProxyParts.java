package io.toolruntime.egress;

import java.util.concurrent.Executor;

/**
 * What the connections of a proxy share.
 *
 * @param limits what clients are held to
 * @param connector connects to what is allowed
 * @param watch the clock
 * @param threads where second directions are carried
 * @param events tells the listener
 * @param tlsPort the port at which nothing but TLS may pass
 */
record ProxyParts(EgressLimits limits, Connector connector, Watch watch, Executor threads, Events events, int tlsPort) {

}
