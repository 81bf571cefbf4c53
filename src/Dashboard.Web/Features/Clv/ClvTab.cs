namespace Dashboard.Web.Features.Clv;

/// <summary>The pages about customer value.</summary>
public enum ClvTab
{
    Value,
    Acquisition,
    WhatIf,
    Model,
}
