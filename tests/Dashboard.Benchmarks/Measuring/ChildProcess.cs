using System.Diagnostics;
using System.Text;

namespace Dashboard.Benchmarks.Measuring;

/// <summary>What one process printed, how long it ran and how much memory it held at most.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Seconds">From start to end.</param>
/// <param name="PeakMegabytes">Largest resident set, files mapped into memory included; 0 where the system does not tell.</param>
internal sealed record ProcessRun(string Output, double Seconds, double PeakMegabytes);

/// <summary>Runs a part that must not share its memory or its compiled code with the rest.</summary>
internal static class ChildProcess
{
    /// <exception cref="InvalidOperationException">The process failed; the message holds what it said.</exception>
    public static async Task<ProcessRun> RunAsync(string file, IEnumerable<string> arguments, string? input = null)
    {
        var info = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(info) ?? throw new InvalidOperationException($"{file} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();

        var (peak, ended) = (0d, process.WaitForExitAsync());
        while (await Task.WhenAny(ended, Task.Delay(100)) != ended)
            peak = Math.Max(peak, PeakMegabytes(process.Id));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors} {await output}");
        return new(await output, seconds, peak);
    }

    private static double PeakMegabytes(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(new StringBuilder(line).Replace("VmHWM:", "").Replace("kB", "").ToString()) / 1000;
        }
        catch (IOException)
        {
            return 0;   // it ended in between
        }
    }
}
