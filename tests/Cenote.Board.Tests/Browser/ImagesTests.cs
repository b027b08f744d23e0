using System.IO.Compression;
using Cenote.TensorBoard;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cenote.Board.Tests.Browser;

/// <summary>The page of images, driven as a user would.</summary>
public class ImagesTests(Chromium chromium)
{
    private const string After = "MaxPooled_Images(池化后)";

    // Image 2 of the grid lies 12 pixels to the right; its output of row 1, column 2 has the window of rows 2, 3 and columns 4, 5.
    [Fact]
    public async Task PointingAtAnOutputOutlinesItsWindowAndTellsItsArithmetic()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder => PooledRun.Write(folder.File("max"), steps: 2));
        IPage page = await chromium.OpenAsync(board.Address);
        await PointAsync(Card(page, After), x: 2 * 3 + 2, y: 1);

        ILocator frame = Card(page, PooledRun.Before).Locator("rect.frame");
        Assert.Equal(["16", "2", "2", "2"], await Task.WhenAll(((string[])["x", "y", "width", "height"]).Select(name => frame.GetAttributeAsync(name))));
        int[] red = [.. new[] { (2, 4), (2, 5), (3, 4), (3, 5) }.Select(p => (int)PooledRun.Pixel(0, image: 2, channel: 0, p.Item1, p.Item2))];
        await Expect(Card(page, After).Locator("output")).ToContainTextAsync($"max({string.Join(", ", red)}) = {red.Max()}");
        await Expect(Card(page, After).Locator("output")).ToContainTextAsync($"R {red.Max()}");
        await Expect(Card(page, After).Locator("output")).ToContainTextAsync("image 3 · row 2, column 3");
    }

    [Fact]
    public async Task PointingAtAnInputShowsTheOutputsThatItReaches()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder => PooledRun.Write(folder.File("max"), steps: 1, settings: new PoolingSettings { KernelSize = 3, Stride = 1 }));
        IPage page = await chromium.OpenAsync(board.Address);
        ILocator before = Card(page, PooledRun.Before);
        await PointAsync(before, x: 6 + 1, y: 3);
        await Expect(before.Locator("output")).ToContainTextAsync("Reaches 6 outputs: rows 2–4, columns 1, 2");
        ILocator frame = Card(page, After).Locator("rect.frame");
        Assert.Equal(["4", "1", "2", "3"], await Task.WhenAll(((string[])["x", "y", "width", "height"]).Select(name => frame.GetAttributeAsync(name))));
    }

    [Fact]
    public async Task ReadsStoredPixelsByKeyboardAtAnyZoom()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder => PooledRun.Write(folder.File("max"), steps: 1));
        IPage page = await chromium.OpenAsync(board.Address);
        ILocator before = Card(page, PooledRun.Before), picture = before.Locator(".picture");
        await Expect(before.Locator("header")).ToContainTextAsync("18×6");
        foreach (string zoom in (string[])["1", "8"])
        {
            await page.GetByLabel("Zoom").SelectOptionAsync(zoom);
            Assert.Equal(18 * int.Parse(zoom), await before.Locator(".stage").EvaluateAsync<double>("stage => stage.getBoundingClientRect().width"));
            Assert.Equal("pixelated", await before.Locator("canvas").EvaluateAsync<string>("canvas => getComputedStyle(canvas).imageRendering"));
        }

        await picture.FocusAsync();
        foreach (string key in (string[])["ArrowRight", "ArrowRight", "ArrowDown"])
            await page.Keyboard.PressAsync(key);

        int[] rgb = [.. Enumerable.Range(0, 3).Select(c => (int)PooledRun.Pixel(0, image: 0, c, row: 1, column: 2))];
        await Expect(before.Locator("output")).ToContainTextAsync($"x 2  y 1   R {rgb[0]}  G {rgb[1]}  B {rgb[2]}");
    }

    [Fact]
    public async Task OneSliderMovesAllCardsThroughEveryStepUntilTheyAreUnlinked()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder =>
        {
            PooledRun.Write(folder.File("a"), steps: 40);
            PooledRun.Write(folder.File("b"), steps: 40);
        });
        IPage page = await chromium.OpenAsync(board.Address);
        ILocator headers = page.Locator(".runs .card > header");
        await Expect(page.Locator(".toolbar")).ToContainTextAsync("of 40 steps");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(headers.Filter(new() { HasText = "step 2" })).ToHaveCountAsync(4);
        await page.Locator(".toolbar").GetByLabel("Go to step").FillAsync("38");
        await page.Keyboard.PressAsync("Enter");
        await Expect(headers.Filter(new() { HasText = "step 38" })).ToHaveCountAsync(4);

        await page.GetByLabel("All cards together").UncheckAsync();
        ILocator first = page.Locator(".runs .card").First;
        await first.GetByRole(AriaRole.Button, new() { Name = "Earlier step" }).ClickAsync();
        await Expect(first.Locator("header")).ToContainTextAsync("step 37");
        await Expect(headers.Filter(new() { HasText = "step 38" })).ToHaveCountAsync(3);
        await page.GetByLabel("All cards together").CheckAsync();
        await Expect(headers.Filter(new() { HasText = "step 38" })).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task FiltersRunsAndTags()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder =>
        {
            PooledRun.Write(folder.File("max-k2"), steps: 1);
            PooledRun.Write(folder.File("avg-k2"), steps: 1, "avg");
        });
        IPage page = await chromium.OpenAsync(board.Address);
        ILocator cards = page.Locator(".runs .card");
        await Expect(cards).ToHaveCountAsync(4);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("pooled");
        await Expect(cards).ToHaveCountAsync(2);
        await page.GetByPlaceholder("Filter runs").FillAsync("AVG");
        await Expect(cards).ToHaveCountAsync(1);
        await Expect(cards.Locator("h3")).ToHaveTextAsync("AvgPooled_Images(池化后)");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "avg-k2" }).UncheckAsync();
        await Expect(cards).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ShowsOneImageOfTheGridAlone()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder => PooledRun.Write(folder.File("max"), steps: 1));
        IPage page = await chromium.OpenAsync(board.Address);
        await PointAsync(Card(page, PooledRun.Before), x: 7, y: 2, click: true);
        await Expect(page.GetByLabel("One image of the grid alone")).ToHaveValueAsync("2");
        await Expect(Card(page, PooledRun.Before).Locator("svg")).ToHaveAttributeAsync("viewBox", "6 0 6 6");
        await Expect(Card(page, After).Locator("svg")).ToHaveAttributeAsync("viewBox", "3 0 3 3");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Card(page, After).Locator("svg")).ToHaveAttributeAsync("viewBox", "0 0 9 3");
    }

    [Fact]
    public async Task SubtractsOneCardFromAnother()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder =>
        {
            foreach ((string run, byte value) in (ReadOnlySpan<(string, byte)>)[("a", 10), ("b", 13)])
            {
                using SummaryWriter writer = new(folder.File(run));
                byte[] pixels = new byte[3 * 4 * 4];
                pixels.AsSpan().Fill(10);
                pixels[5] = value;
                writer.AddImage("x", new System.Numerics.Tensors.ReadOnlyTensorSpan<byte>(pixels, [3, 4, 4]));
            }
        });
        IPage page = await chromium.OpenAsync(board.Address);
        ILocator buttons = page.GetByRole(AriaRole.Button, new() { Name = "Compare" });
        await Expect(buttons).ToHaveCountAsync(2);
        foreach (ILocator compare in await buttons.AllAsync())
            await compare.ClickAsync();

        await Expect(page.Locator(".difference")).ToContainTextAsync("1 of 16 pixels differ; on average by 0.06, at most by 3 of 255.");
    }

    [Fact]
    public async Task DownloadsWhatIsStored()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder => PooledRun.Write(folder.File("max"), steps: 3));
        IPage page = await chromium.OpenAsync(board.Address);
        byte[][] stored = Stored(board.Logs, After);
        ILocator card = Card(page, After);
        await Expect(card.Locator("header")).ToContainTextAsync("step 0");
        IDownload picture = await page.RunAndWaitForDownloadAsync(() => card.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal(stored[0], await File.ReadAllBytesAsync(await picture.PathAsync(), TestContext.Current.CancellationToken));

        IDownload series = await page.RunAndWaitForDownloadAsync(() => card.GetByRole(AriaRole.Link, new() { Name = "All steps" }).ClickAsync());
        Assert.Equal("MaxPooled_Images(池化后).zip", series.SuggestedFilename);
        using ZipArchive zip = ZipFile.OpenRead(await series.PathAsync());
        Assert.Equal(["00000000.png", "00000001.png", "00000002.png"], zip.Entries.Select(e => e.FullName));
        Assert.Equal(stored, zip.Entries.Select(Bytes));
    }

    [Fact]
    public async Task ATagNamedAsAScriptIsText()
    {
        const string Tag = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";
        await using TestBoard board = await TestBoard.StartAsync(folder =>
        {
            using SummaryWriter writer = new(folder.File("run"));
            writer.AddImage(Tag, new System.Numerics.Tensors.ReadOnlyTensorSpan<byte>(new byte[12], [3, 2, 2]));
            writer.AddScalar(Tag, 1);
        });
        foreach (string name in (string[])["images", "scalars"])
        {
            IPage page = await chromium.OpenAsync(new Uri(board.Address, name));
            await Expect(page.Locator("article").GetByRole(AriaRole.Heading, new() { Name = Tag })).ToBeVisibleAsync();
            Assert.DoesNotContain("taken", await page.TitleAsync(), StringComparison.Ordinal);
        }
    }

    private static ILocator Card(IPage page, string tag) => page.Locator(".runs").GetByRole(AriaRole.Article, new() { Name = tag });

    // The middle of a pixel of the whole picture.
    private static async Task PointAsync(ILocator card, int x, int y, bool click = false)
    {
        await Expect(card.Locator("header")).ToContainTextAsync("×");
        await card.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        string[] box = (await card.Locator("svg").GetAttributeAsync("viewBox"))!.Split(' ');
        LocatorBoundingBoxResult stage = (await card.Locator(".stage").BoundingBoxAsync())!;
        float scale = stage.Width / int.Parse(box[2]);
        Position position = new() { X = (x - int.Parse(box[0]) + .5f) * scale, Y = (y - int.Parse(box[1]) + .5f) * scale };
        if (click)
            await card.Locator(".stage").ClickAsync(new() { Position = position });
        else
            await card.Locator(".stage").HoverAsync(new() { Position = position });
    }

    private static byte[][] Stored(string folder, string tag)
    {
        LogFolder logs = new(folder);
        logs.Refresh();
        return [.. logs.Runs.Single().Series.Single(s => s.Tag == tag).Points.Select(p => EventFileReader.ReadContent(p)[0])];
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using MemoryStream memory = new();
        using Stream stream = entry.Open();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
