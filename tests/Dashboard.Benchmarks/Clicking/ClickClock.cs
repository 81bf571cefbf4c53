using Microsoft.Playwright;

namespace Dashboard.Benchmarks.Clicking;

/// <summary>
/// Times one click inside the page: from the event's own time stamp to the frame in which the page changed for the last time, skeletons, dimmed figures and
/// charts in sight included. What is slow outside the browser's page, such as this program, is not in it.
/// </summary>
internal static class ClickClock
{
    /// <summary>Runs in each page before anything else.</summary>
    public const string Script = """
        (() => {
          let began = null, painted = 0, armed = false;
          for (const type of ['click', 'change', 'input']) addEventListener(type, event => { if (armed) { began = event.timeStamp; armed = false; } }, true);
          // A chart out of sight is drawn later, and nobody waits for it.
          const isSeen = node => { const box = node.closest?.('.chart-plot')?.getBoundingClientRect(); return !box || box.bottom > 0 && box.top < innerHeight; };
          // A task that is queued within a frame runs once that frame is painted.
          const afterPaint = act => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = act; port2.postMessage(0); });
          new MutationObserver(changes => {
            if (began !== null && changes.some(change => change.target !== document.documentElement && isSeen(change.target))) afterPaint(() => painted = performance.now());
          }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
          const waits = () => document.querySelector('#content .skeleton, #content .refreshing, #content [aria-busy="true"]') || !document.querySelector('#content h1')
            || [...document.querySelectorAll('.chart-plot')].some(plot => isSeen(plot) && !plot.querySelector('svg'));
          window.clickClock = {
            arm() { [began, painted, armed] = [null, 0, true]; },
            async read(quiet, patience) {
              for (const end = performance.now() + patience; performance.now() < end; await new Promise(done => setTimeout(done, 25)))
                if (painted && performance.now() - painted > quiet && !waits()) return painted - began;
              return -1;
            },
          };
        })();
        """;

    /// <summary>How long a page must not change before it counts as answered.</summary>
    public const int Quiet = 700;

    private const int Patience = 30_000;

    /// <summary>Milliseconds from the click that <paramref name="act"/> does to the last change that is painted.</summary>
    /// <exception cref="InvalidOperationException">Nothing changed, or the page never came to rest.</exception>
    public static async Task<double> TimeAsync(IPage page, string name, Func<Task> act)
    {
        await page.EvaluateAsync("clickClock.arm()");
        await act();
        var milliseconds = await page.EvaluateAsync<double>("([quiet, patience]) => clickClock.read(quiet, patience)", new[] { Quiet, Patience });
        return milliseconds >= 0 ? milliseconds : throw new InvalidOperationException($"\"{name}\" was never answered at {page.Url}.");
    }
}
