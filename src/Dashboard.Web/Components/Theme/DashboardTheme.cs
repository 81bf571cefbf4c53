using MudBlazor;

namespace Dashboard.Web.Components.Theme;

/// <summary>
/// The product's look. Both palettes are written into every page, the dark one under <c>:root[data-theme=dark]</c>, so that the
/// browser alone decides which is shown: no server round trip and no flash. Every text colour has 4.5:1 or more on its ground.
/// </summary>
public static class DashboardTheme
{
    public static MudTheme Light { get; } = Create(":root");
    public static MudTheme Dark { get; } = Create(":root[data-theme=dark]");

    private static readonly string[] Sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "Liberation Sans", "Arial", "sans-serif"];

    private static MudTheme Create(string scope) => new()
    {
        PseudoCss = new() { Scope = scope },
        PaletteLight = new PaletteLight()
        {
            Primary = "#0063a3",
            Secondary = "#5b6472",
            Tertiary = "#00745a",
            Info = "#0063a3",
            Success = "#00745a",
            Warning = "#8f5100",
            Error = "#b3261e",
            Dark = "#1c2129",
            Background = "#f6f7f9",
            BackgroundGray = "#eef0f3",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1c2129",
            DrawerBackground = "#f6f7f9",
            DrawerText = "#3d4654",
            DrawerIcon = "#5b6472",
            TextPrimary = "#1c2129",
            TextSecondary = "#5b6472",
            TextDisabled = "#79818e",
            ActionDefault = "#5b6472",
            ActionDisabled = "#79818e",
            ActionDisabledBackground = "#e6e8ec",
            LinesDefault = "#e3e6ea",
            LinesInputs = "#868e9a",
            TableLines = "#e3e6ea",
            Divider = "#e3e6ea",
            DividerLight = "#eef0f3",
            TableHover = "#f0f5fa",
            TableStriped = "#f9fafb",
            PrimaryContrastText = "#ffffff",
            SuccessContrastText = "#ffffff",
            WarningContrastText = "#ffffff",
            ErrorContrastText = "#ffffff",
            InfoContrastText = "#ffffff",
            OverlayDark = "rgba(16,20,26,.45)",
            HoverOpacity = .06,
        },
        PaletteDark = new PaletteDark()
        {
            Primary = "#6cb9ec",
            Secondary = "#9aa4b2",
            Tertiary = "#4fc3a1",
            Info = "#6cb9ec",
            Success = "#4fc3a1",
            Warning = "#f2b25c",
            Error = "#ff9089",
            Dark = "#e7eaef",
            Background = "#0f1216",
            BackgroundGray = "#14181d",
            Surface = "#171b21",
            AppbarBackground = "#14181d",
            AppbarText = "#e7eaef",
            DrawerBackground = "#0f1216",
            DrawerText = "#c3cad4",
            DrawerIcon = "#9aa4b2",
            TextPrimary = "#e7eaef",
            TextSecondary = "#9fa9b7",
            TextDisabled = "#7d8794",
            ActionDefault = "#9fa9b7",
            ActionDisabled = "#7d8794",
            ActionDisabledBackground = "#262c34",
            LinesDefault = "#282e37",
            LinesInputs = "#697382",
            TableLines = "#282e37",
            Divider = "#282e37",
            DividerLight = "#20252c",
            TableHover = "#1c232c",
            TableStriped = "#191e24",
            PrimaryContrastText = "#0b1620",
            SuccessContrastText = "#06150f",
            WarningContrastText = "#1a1204",
            ErrorContrastText = "#1c0706",
            InfoContrastText = "#0b1620",
            OverlayDark = "rgba(0,0,0,.6)",
            HoverOpacity = .08,
        },
        LayoutProperties = new() { DefaultBorderRadius = "8px", AppbarHeight = "56px", DrawerWidthLeft = "232px" },
        Typography = new()
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = ".875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = Sans, FontSize = "1.375rem", FontWeight = "650", LineHeight = "1.3", LetterSpacing = "-.012em" },
            H2 = new H2Typography { FontFamily = Sans, FontSize = "1rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "-.005em" },
            H3 = new H3Typography { FontFamily = Sans, FontSize = ".9375rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            H4 = new H4Typography { FontFamily = Sans, FontSize = ".875rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            H5 = new H5Typography { FontFamily = Sans, FontSize = ".875rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Sans, FontSize = ".875rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Sans, FontSize = ".9375rem", FontWeight = "500", LineHeight = "1.5", LetterSpacing = "normal" },
            Subtitle2 = new Subtitle2Typography { FontFamily = Sans, FontSize = ".8125rem", FontWeight = "600", LineHeight = "1.5", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = ".875rem", FontWeight = "400", LineHeight = "1.5", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = ".8125rem", FontWeight = "400", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = ".875rem", FontWeight = "550", LineHeight = "1.6", LetterSpacing = "normal", TextTransform = "none" },
            Caption = new CaptionTypography { FontFamily = Sans, FontSize = ".75rem", FontWeight = "400", LineHeight = "1.5", LetterSpacing = "normal" },
            Overline = new OverlineTypography { FontFamily = Sans, FontSize = ".6875rem", FontWeight = "600", LineHeight = "1.6", LetterSpacing = ".04em", TextTransform = "none" },
        },
    };
}
