/** What every command that shows something shares: its folder, its progress, its checks. */
package io.pointsman.it.show;
