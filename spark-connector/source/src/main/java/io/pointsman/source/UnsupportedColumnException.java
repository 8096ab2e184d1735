package io.pointsman.source;

/** A column that cannot be read into a DataFrame; the message names it and its type. */
public final class UnsupportedColumnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String column;
  private final String cqlType;

  UnsupportedColumnException(String column, String cqlType, String because) {
    super(
        "Column '"
            + column
            + "' has the type "
            + cqlType
            + ", which the Spark connector does not read: "
            + because);
    this.column = column;
    this.cqlType = cqlType;
  }

  /** The column, with the path to the part that is at fault, such as {@code home.street}. */
  public String column() {
    return column;
  }

  /** The type as CQL writes it. */
  public String cqlType() {
    return cqlType;
  }
}
