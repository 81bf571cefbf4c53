namespace Dashboard.Core.Imports;

/// <summary>Why a row was rejected. Each has a text that says how to repair it.</summary>
public enum RejectReason
{
    MissingDate = 1,
    NotADate = 2,
    DateOutOfRange = 3,
    MissingAmount = 4,
    NotANumber = 5,
    AmountOutOfRange = 6,
    NotACurrency = 7,
    TooFewFields = 8,
    TooManyFields = 9,
    NotAnEmail = 10,
    OrderNumberTwice = 11,
    OrderOfTwoCustomers = 12,
    UnknownStatus = 13,
    BrokenQuoting = 14,
    FieldTooLong = 15,
    MissingProduct = 16,

    /// <summary>The row itself is right, but another row of its order is not, and an order is taken whole or not at all.</summary>
    OtherRowOfOrder = 17,
}
