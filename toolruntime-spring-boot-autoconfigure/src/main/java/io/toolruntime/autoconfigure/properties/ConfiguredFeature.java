package io.toolruntime.autoconfigure.properties;

/**
 * A feature that has keys of its own below {@code toolruntime}, and is a module of its
 * own. A bean for each that is on the class path: keys of one that is not stop the start.
 *
 * @param <P> the type of its properties
 * @param key the key that they are below, such as {@code javascript}
 * @param propertiesType a type whose every property has a default or may be absent
 */
public record ConfiguredFeature<P>(String key, Class<P> propertiesType) {

}
