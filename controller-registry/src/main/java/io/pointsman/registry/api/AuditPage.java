package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Changes, newest first.
 *
 * @param entries at most as many as were asked for
 * @param next what to give as {@code before} for the next page, or null at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditPage(List<AuditEntry> entries, Long next) {}
