package io.toolruntime.isolation;

/**
 * Whom a child runs as: a number that no user of the machine has, and that no other child
 * has at the same time. Children share a group, which may read the class path.
 *
 * @param uid the user
 * @param gid the group
 */
record ChildUser(int uid, int gid) {
}
