using System.Globalization;
using Dashboard.Benchmarks;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return await Commands.RunAsync(args);
