package io.toolruntime;

import java.util.Set;

import io.toolruntime.limit.Limits;

/**
 * A registered profile and what is behind it.
 *
 * @param name the profile's name
 * @param backend the backend
 * @param languages what it runs
 * @param limits what an execution may use
 * @param isDefault whether requests without a profile come here
 */
public record ProfileInfo(String name, BackendInfo backend, Set<String> languages, Limits limits, boolean isDefault) {
}
