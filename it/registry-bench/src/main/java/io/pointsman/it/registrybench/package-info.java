/** {@code ./pointsman bench registry}: the registry under load, on both databases. */
package io.pointsman.it.registrybench;
