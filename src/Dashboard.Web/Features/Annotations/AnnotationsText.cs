namespace Dashboard.Web.Features.Annotations;

/// <summary>Texts of the annotations on charts.</summary>
public sealed class AnnotationsText;
