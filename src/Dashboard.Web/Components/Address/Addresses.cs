namespace Dashboard.Web.Components.Address;

/// <summary>Every address of the product in one place, so that pages, messages and tests agree.</summary>
public static class Addresses
{
    public const string Overview = "/";
    public const string Customers = "/customers";

    /// <summary>What was done with customers.</summary>
    public const string Marks = Customers + "/changes";

    public const string Segments = "/segments";
    public const string NewSegment = Segments + "/new";
    public const string Rfm = Segments + "/rfm";
    public const string CompareSegments = Segments + "/compare";
    public const string Cohorts = "/cohorts";

    /// <summary>Leads to the customers behind a figure of the cohorts.</summary>
    public const string CohortCell = Cohorts + "/cell";

    public const string Exports = "/exports";
    public const string NewExport = Exports + "/new";

    /// <summary>The list of export schedules, on the Exports page.</summary>
    public const string ExportSchedules = Exports + "#schedules";

    public const string NewExportSchedule = Exports + "/schedules/new";

    public const string Clv = "/clv";
    public const string ClvAcquisition = Clv + "/acquisition";
    public const string ClvWhatIf = Clv + "/what-if";
    public const string ClvModel = Clv + "/model";
    public const string AtRisk = "/at-risk";

    /// <summary>How earlier lists turned out.</summary>
    public const string EarlierAtRisk = AtRisk + "/earlier";

    public const string Lifecycle = "/lifecycle";
    public const string OneTimeBuyers = "/one-time-buyers";
    public const string Views = "/views";
    public const string Imports = "/imports";
    public const string Settings = "/settings";
    public const string Help = "/help";
    public const string Users = "/users";
    public const string Jobs = "/jobs";
    public const string Account = "/account";

    public static string Customer(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Customers}/{id}");

    public static string Segment(int id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Segments}/{id}");

    public static string EditSegment(int id) => $"{Segment(id)}/edit";

    public static string Import(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Imports}/{id}");

    /// <summary>The list of schedules, on the Imports page.</summary>
    public const string Schedules = Imports + "#schedules";

    public const string NewSchedule = Imports + "/schedules/new";

    public static string Schedule(int id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Imports}/schedules/{id}");

    public static string EditSchedule(int id) => $"{Schedule(id)}/edit";

    public static string ExportSchedule(int id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Exports}/schedules/{id}");

    public static string EditExportSchedule(int id) => $"{ExportSchedule(id)}/edit";

    /// <summary>Help about one KPI.</summary>
    /// <param name="kpi">Its snake-case name.</param>
    public static string HelpKpi(string kpi) => $"{Help}/kpi/{Uri.EscapeDataString(kpi)}";
}
