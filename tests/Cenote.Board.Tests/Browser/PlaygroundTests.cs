using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cenote.Board.Tests.Browser;

/// <summary>The playground as a user plays it; its numbers are the library's own.</summary>
public class PlaygroundTests(Chromium chromium)
{
    private const string Output = ".figure.output .cell";
    private static readonly double[] s_example = [1, 3, 2, 4, 5, 2, 7, 1, 3, 8, 4, 2, 6, 1, 5, 9];

    [Fact]
    public async Task ShowsTheLibrarysNumbersForEveryPooling()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await Open(board);
        foreach (PoolingOperator pooling in OperatorCatalogue.All)
        {
            await page.GetByLabel("Pooling", new() { Exact = true }).SelectOptionAsync(pooling.Name);
            if (pooling.Name == "capsule")
            {
                await Expect(page.Locator(".result tbody td").First).ToHaveTextAsync("(0.9154, 0.1217)");
                continue;
            }

            string[] expected = [.. Expected(pooling).Select(Text)];
            await Expect(page.Locator(pooling.Kind == PoolingKind.Sequence ? ".tokens output" : Output)).ToHaveTextAsync(expected);
        }
    }

    [Fact]
    public async Task PlaysWindowByWindowByKeyboardAndPointer()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await Open(board);
        ILocator told = page.Locator(".told");
        await Expect(told).ToHaveTextAsync("max(1, 3, 5, 2) = 5");
        await page.GetByRole(AriaRole.Main).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(told).ToHaveTextAsync("max(2, 4, 7, 1) = 7");
        await page.GetByRole(AriaRole.Slider, new() { Name = "Window" }).FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(told).ToHaveTextAsync("max(4, 2, 5, 9) = 9");
        await page.Locator(Output).Nth(2).ClickAsync(new() { Force = true });
        await Expect(told).ToHaveTextAsync("max(3, 8, 6, 1) = 8");
        await page.GetByLabel("Speed").SelectOptionAsync("fast");
        await page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).ClickAsync();
        await Expect(told).ToHaveTextAsync("max(4, 2, 5, 9) = 9");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ExplainsWhatDoesNotFitAndMendsIt()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await Open(board);
        await page.GetByLabel("Kernel", new() { Exact = true }).FillAsync("5");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("kernelSize (5, 5) is larger than the input (4, 4)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the kernel at most 4" }).ClickAsync();
        await Expect(page.Locator(Output)).ToHaveTextAsync(["9"]);
        await Expect(page.GetByLabel("Kernel", new() { Exact = true })).ToHaveValueAsync("4");
    }

    [Fact]
    public async Task ALinkShowsTheSameState()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await Open(board);
        await page.GetByLabel("Pooling", new() { Exact = true }).SelectOptionAsync("stochastic");
        await page.GetByLabel("row 1, column 1").FillAsync("8");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw again" }).ClickAsync();
        await page.GetByLabel("Stride", new() { Exact = true }).FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Backward" }).ClickAsync();
        await Expect(page.Locator(Output)).ToHaveCountAsync(9);
        await Expect(page.Locator(".figure.gradient .cell")).ToHaveCountAsync(16);
        string[] shown = [.. await page.Locator(".cell").AllTextContentsAsync()];
        string told = await page.Locator(".told").InnerTextAsync();

        IPage other = await chromium.OpenAsync(new Uri(page.Url));
        await Expect(other.Locator(".cell")).ToHaveTextAsync(shown);
        await Expect(other.Locator(".told")).ToHaveTextAsync(told);
        await Expect(other.GetByLabel("Seed")).ToHaveValueAsync("1");
    }

    [Fact]
    public async Task SaysWhereTheGradientGoesAndWhatAShiftChanges()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await Open(board, "#pool=max&gradient=all&shift=0,1");
        await Expect(page.Locator(".figure.gradient .cell")).ToHaveTextAsync(["0", "0", "0", "0", "1", "0", "1", "0", "0", "1", "0", "0", "0", "0", "0", "1"]);
        await Expect(page.Locator(".figure.difference .cell")).ToHaveTextAsync(["0", "0", "2", "1"]);
        await Expect(page.Locator(".shift")).ToContainTextAsync("0.75 on average and 2 at most: 10.3 % of its mean size");
    }

    [Fact]
    public async Task SlidesTheShareOfAMixture()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await Open(board, "#pool=mixed");
        await page.GetByLabel("Share of max").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator(Output)).ToHaveTextAsync(["5", "7", "8", "9"]);
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator(Output)).ToHaveTextAsync(["2.75", "3.5", "4.5", "5"]);
    }

    [Fact]
    public async Task PoolsPhotographsAndAnOwnPicture()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await Open(board);
        await page.GetByRole(AriaRole.Button, new() { Name = "Coffee" }).ClickAsync();
        await Expect(page.Locator(".figure.output canvas")).ToHaveAttributeAsync("width", "64");
        await page.Locator("#own").SetInputFilesAsync(Path.Combine(Repository.Root, "src", "Cenote.Data", "Photographs", "chelsea.png"));
        await Expect(page.Locator(".figure.input canvas")).ToHaveAttributeAsync("width", "128");
        await Expect(page.Locator(".figure.input canvas")).ToHaveAttributeAsync("height", "85");
        await page.Locator("#own").SetInputFilesAsync(Path.Combine(Repository.Root, "LICENSE"));
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("no picture");
    }

    [Fact]
    public async Task SpeaksChinese()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await chromium.OpenAsync(new Uri(board.Address, "playground#pool=avg&padding=1"), "zh-CN");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("试验场");
        await Expect(page.Locator(".notes")).ToHaveTextAsync("其中 3 个位置是填充：填充按 0 计");
        await Expect(page.GetByLabel("池化", new() { Exact = true }).Locator("option:checked")).ToHaveTextAsync("平均池化");
    }

    private async Task<IPage> Open(TestBoard board, string hash = "")
    {
        IPage page = await chromium.OpenAsync(new Uri(board.Address, "playground" + hash));
        await Expect(page.Locator(".told")).Not.ToBeEmptyAsync();
        return page;
    }

    // By the library itself, as its user would call it.
    private static double[] Expected(PoolingOperator pooling)
    {
        if (pooling.ForImages is { } make)
            return make(new PoolingSettings()).Pool(Tensor.Create(s_example, [1, 1, 4, 4])).ToArray();

        Tensor<double> tokens = Tensor.Create(s_example, [1, 4, 4]);
        return pooling.Name switch
        {
            "seq-weighted-mean" => new SequenceWeightedMeanPool().Forward(tokens, Tensor.Create([1.0, 2, 3, 4], [1, 4])).ToArray(),
            "seq-attention" => new SequenceAttentionPool().Forward(tokens, Tensor.Create([0.5, 0.5, 0.5, 0.5], [4])).Output.ToArray(),
            _ => pooling.ForSets!().Pool(tokens).ToArray(),
        };
    }

    // As the page writes numbers, by rounding half up as its language does.
    private static string Text(double value) => (Math.Floor(value * 1e4 + 0.5) / 1e4).ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');
}
