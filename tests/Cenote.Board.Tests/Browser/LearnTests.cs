using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cenote.Board.Tests.Browser;

/// <summary>The lessons: their examples are alive, every pooling is among them, in both languages.</summary>
public class LearnTests(Chromium chromium)
{
    [Theory, InlineData("en", "Max pooling, worked"), InlineData("zh-CN", "动手算最大池化")]
    public async Task ItsExamplesAreAlive(string language, string heading)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await chromium.OpenAsync(new Uri(board.Address, "learn"), language);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        await Expect(page.Locator("#worked .told")).ToHaveTextAsync("max(1, 3, 5, 2) = 5");

        // The photograph has lost a third of its lines.
        await Expect(page.Locator("#why .input canvas")).ToHaveAttributeAsync("height", "128");
        await Expect(page.Locator("#why .output canvas")).ToHaveCountAsync(2);
        await Expect(page.Locator("#why .output canvas").Last).ToHaveAttributeAsync("height", "85");

        // The truth about stochastic pooling, with the numbers of docs/operators/stochastic.md.
        await Expect(page.Locator("#no-average .draws tbody tr").First).ToContainTextAsync("3.5455");
        await Expect(page.Locator("#no-average .draws tbody tr").First).ToContainTextAsync("2.75");
    }

    [Fact]
    public async Task TellsEveryPoolingAndPlaysTheOneThatIsLinked()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await chromium.OpenAsync(new Uri(board.Address, "learn#adaptive-sum"));
        await Expect(page.Locator("details")).ToHaveCountAsync(OperatorCatalogue.All.Count);
        await Expect(page.Locator("#adaptive-sum .told")).ToHaveTextAsync("1 + 3 + 5 + 2 = 11");
        await page.Locator("#adaptive-sum").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page).ToHaveTitleAsync("Playground · Cenote");
        await Expect(page.GetByLabel("Pooling", new() { Exact = true })).ToHaveValueAsync("adaptive-sum");
    }
}
