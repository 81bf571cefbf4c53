namespace Dashboard.Web.Features.Jobs;

/// <summary>Where jobs are kept.</summary>
public enum JobStore
{
    /// <summary>In a file of the data folder.</summary>
    Sqlite,

    /// <summary>In a PostgreSQL database, which several machines can share.</summary>
    PostgreSql,

    /// <summary>Nowhere: they end with the program.</summary>
    Memory,
}
