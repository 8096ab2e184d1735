package io.pointsman.registry.service;

import io.pointsman.registry.api.Problem;
import java.util.List;

/** A request that the registry does not carry out, with what its caller is told. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  private RefusedException(int status, String title, String detail, List<Problem.Fault> faults) {
    super(detail);
    this.problem = new Problem("about:blank", title, status, detail, faults);
  }

  public Problem problem() {
    return problem;
  }

  public static RefusedException badRequest(String detail) {
    return new RefusedException(400, "Bad Request", detail, List.of());
  }

  /** A document that is not what is asked for; every fault with its path. */
  public static RefusedException invalid(String what, List<Problem.Fault> faults) {
    return new RefusedException(
        400,
        "Bad Request",
        what + " is not valid: " + faults.size() + (faults.size() == 1 ? " fault" : " faults"),
        faults);
  }

  public static RefusedException notFound(String detail) {
    return new RefusedException(404, "Not Found", detail, List.of());
  }

  public static RefusedException conflict(String detail) {
    return new RefusedException(409, "Conflict", detail, List.of());
  }

  public static RefusedException staleRevision(long seen, long newest) {
    return new RefusedException(
        412,
        "Precondition Failed",
        "The change was made on revision "
            + seen
            + " of the routing table, but the newest is "
            + newest
            + "; look at it and make the change again",
        List.of());
  }

  public static RefusedException tooLarge(String what, long limit) {
    return new RefusedException(
        413,
        "Content Too Large",
        what + " is larger than " + limit + " bytes, which is as much as is taken",
        List.of());
  }

  public static RefusedException unsupportedMediaType(String found, String expected) {
    return new RefusedException(
        415,
        "Unsupported Media Type",
        "The Content-Type is "
            + (found == null ? "missing" : "'" + found + "'")
            + "; expected "
            + expected,
        List.of());
  }

  public static RefusedException misdirected(String detail) {
    return new RefusedException(421, "Misdirected Request", detail, List.of());
  }

  /** Nobody in particular asked; who it is has to be proven first. */
  public static RefusedException unauthenticated(String detail) {
    return new RefusedException(401, "Unauthorized", detail, List.of());
  }

  public static RefusedException forbidden(String detail) {
    return new RefusedException(403, "Forbidden", detail, List.of());
  }

  public static RefusedException tooManyRequests(String detail) {
    return new RefusedException(429, "Too Many Requests", detail, List.of());
  }

  /** What the registry needs for an answer is away; nothing is wrong with the request. */
  public static RefusedException unavailable(String detail) {
    return new RefusedException(503, "Service Unavailable", detail, List.of());
  }

  public static RefusedException preconditionRequired(String detail) {
    return new RefusedException(428, "Precondition Required", detail, List.of());
  }
}
