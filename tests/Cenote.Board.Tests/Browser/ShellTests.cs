using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cenote.Board.Tests.Browser;

/// <summary>What all pages share: navigation, languages, colours; nothing from elsewhere, nothing that a reader of screens stumbles on.</summary>
public class ShellTests(Chromium chromium)
{
    public static TheoryData<string> Pages => [.. Http.Assets.Pages];

    [Fact]
    public async Task GoesFromPageToPageByKeyboard()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await chromium.OpenAsync(board.Address);
        foreach (string name in (string[])["Images", "Scalars", "Playground", "Learn"])
        {
            ILocator link = page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });
            await link.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page).ToHaveTitleAsync($"{name} · Cenote");
            await Expect(link).ToHaveAttributeAsync("aria-current", "page");
        }
    }

    [Theory]
    [InlineData("zh-CN", "图像 · Cenote", "English", "Images · Cenote")]
    [InlineData("en-GB", "Images · Cenote", "中文", "图像 · Cenote")]
    [InlineData("fr", "Images · Cenote", "中文", "图像 · Cenote")]
    public async Task SpeaksTheBrowsersLanguageUntilTheUserChooses(string browser, string title, string other, string changed)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await chromium.OpenAsync(board.Address, browser);
        await Expect(page).ToHaveTitleAsync(title);
        await page.GetByRole(AriaRole.Button, new() { Name = other }).ClickAsync();
        await Expect(page).ToHaveTitleAsync(changed);
        await page.ReloadAsync();
        await Expect(page).ToHaveTitleAsync(changed);
    }

    [Fact]
    public async Task TakesTheSystemsColoursUntilTheUserChooses()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await chromium.OpenAsync(board.Address, scheme: ColorScheme.Dark);
        const string Ground = "rgb(18, 23, 22)", LightGround = "rgb(251, 250, 247)";
        await Expect(page.Locator("html")).ToHaveCSSAsync("background-color", Ground);
        await page.GetByRole(AriaRole.Button, new() { Name = "Colours" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveCSSAsync("background-color", LightGround);
        await page.ReloadAsync();
        await Expect(page.Locator("html")).ToHaveCSSAsync("background-color", LightGround);
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task AsksForNothingElsewhereAndBreaksNoPolicy(string name)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await chromium.OpenAsync();
        List<string> said = [], elsewhere = [];
        page.Console += (_, message) => said.Add(message.Text);
        page.PageError += (_, error) => said.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(board.Address.AbsoluteUri, StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                elsewhere.Add(request.Url);
        };
        await page.GotoAsync($"{board.Address}{name}", new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Empty(said);
        Assert.Empty(elsewhere);
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task HasNothingThatAxeFinds(string name)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            IPage page = await chromium.OpenAsync(new Uri(board.Address, name), scheme: scheme, bypassCsp: true);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Select(n => n.Html))}"));
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task FitsAPhone(string name)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        foreach (string language in (string[])["en", "zh-CN"])
        {
            IPage page = await chromium.OpenAsync(new Uri(board.Address, name), language, width: 400);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            Assert.Equal(400, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }
}
