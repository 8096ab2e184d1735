package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A destination changes hands: an operator gave it to another movement, or took it out of the
 * fence. The registry does neither itself; it keeps who did, when and why.
 *
 * @param destination {@code catalog.namespace.table}
 * @param from id of the movement that held it, or null when none did
 * @param to id of the movement that holds it from now on, or null when none does
 * @param note what else should be known, such as that it came to nothing, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HandOver(String destination, String from, String to, String note) {}
