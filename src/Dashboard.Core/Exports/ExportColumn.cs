namespace Dashboard.Core.Exports;

/// <summary>What becomes of a column in the export of somebody who may not take personal data along.</summary>
public enum Personal
{
    /// <summary>It stays as it is.</summary>
    No,

    /// <summary>First letters of each word.</summary>
    Words,

    /// <summary>First letter, and what follows the at sign.</summary>
    Email,

    /// <summary>Last two digits.</summary>
    Phone,

    /// <summary>First two characters.</summary>
    Start,

    /// <summary>As it is, unless it is an e-mail address.</summary>
    Number,

    /// <summary>It is left out.</summary>
    Hidden,
}

/// <summary>Parts of the column chooser.</summary>
public enum ExportGroup
{
    Person,
    Profile,
    Orders,
    Rfm,
    Forecast,
    Mark,
    Consent,
    Attribute,
}

/// <summary>A column that an export can have.</summary>
/// <param name="Name">Its heading, in snake case; of consents and free attributes <c>consent.</c> or <c>attribute.</c> and the name that the shop gave.</param>
public sealed record ExportColumn(string Name, ExportGroup Group, Personal Personal = Personal.No)
{
    /// <summary>Chosen when nobody has chosen yet.</summary>
    public bool IsUsual { get; init; }

    /// <summary>Its values are days.</summary>
    internal bool IsDay { get; init; }

    /// <summary>Makes the reader of the column; masked where asked.</summary>
    internal Func<ExportSource, ReadCell> Open { get; init; } = _ => _ => default;
}
