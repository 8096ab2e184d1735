/** {@code ./pointsman backup}: what lies in an object store, and what it would do to a movement. */
package io.pointsman.inspection;
