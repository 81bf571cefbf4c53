namespace Dashboard.Web.Features.Clv;

/// <summary>Texts of the page that asks what if.</summary>
public sealed class WhatIfText;
