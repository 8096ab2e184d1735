/** {@code ./pointsman bench}: what is measured is in the module {@code bench}, in processes. */
package io.pointsman.it.bench;
