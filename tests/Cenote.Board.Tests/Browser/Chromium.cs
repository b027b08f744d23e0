using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Cenote.Board.Tests.Browser.Chromium))]

namespace Cenote.Board.Tests.Browser;

/// <summary>The browser that all tests share: Debian's Chromium, or the one that CHROMIUM names.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Debian = "/usr/bin/chromium";

    // A busy machine may take long, and a browser that is slow is not wrong.
    private const float Patience = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        string path = Environment.GetEnvironmentVariable("CHROMIUM") ?? Debian;
        if (!File.Exists(path))
            return;

        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);

        // Root's browser has no sandbox, and a container's shared memory is small.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    /// <summary>A fresh window with a page; skips the test where there is no browser.</summary>
    internal async Task<IPage> OpenAsync(Uri? address = null, string language = "en", int width = 1280, ColorScheme scheme = ColorScheme.Light, bool bypassCsp = false)
    {
        Assert.SkipWhen(_browser is null, $"There is no browser at {Debian}; test.sh installs it as root on Debian, CHROMIUM names another.");
        IBrowserContext context = await _browser.NewContextAsync(new()
        {
            Locale = language,
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            BypassCSP = bypassCsp,
        });
        context.SetDefaultTimeout(Patience);
        IPage page = await context.NewPageAsync();
        if (address is not null)
            await page.GotoAsync(address.AbsoluteUri);

        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();

        _playwright?.Dispose();
    }
}
