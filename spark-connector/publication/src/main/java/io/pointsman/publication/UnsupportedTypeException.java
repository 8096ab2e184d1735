package io.pointsman.publication;

/** A column whose type has no place in an Iceberg table; the message names both. */
public final class UnsupportedTypeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String column;
  private final String cqlType;

  UnsupportedTypeException(String column, String cqlType, String because) {
    super(
        "Column '"
            + column
            + "' has the type "
            + cqlType
            + ", which cannot be written to Iceberg: "
            + because
            + ". Route this movement to the legacy engine, or leave the column out of the source.");
    this.column = column;
    this.cqlType = cqlType;
  }

  /** The column's name, with the path to the part that is at fault, such as {@code home.street}. */
  public String column() {
    return column;
  }

  /** The type as CQL writes it. */
  public String cqlType() {
    return cqlType;
  }
}
