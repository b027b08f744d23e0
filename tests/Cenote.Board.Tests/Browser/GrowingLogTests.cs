using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cenote.Board.Tests.Browser;

/// <summary>Logs that grow, are damaged or are not there yet.</summary>
public class GrowingLogTests(Chromium chromium)
{
    private static readonly LocatorAssertionsToContainTextOptions s_twoSeconds = new() { Timeout = 2000 };

    [Fact]
    public async Task FollowsAGrowingLogWithinTwoSeconds()
    {
        PooledRun? run = null;
        await using TestBoard board = await TestBoard.StartAsync(folder => run = new PooledRun(folder.File("run")));
        using (run)
        {
            run!.AddStep();
            IPage page = await chromium.OpenAsync(board.Address);
            await Expect(page.Locator(".toolbar")).ToContainTextAsync("of 1 step");
            for (int steps = 2; steps <= 4; steps++)
            {
                run.AddStep();
                await Expect(page.Locator(".toolbar")).ToContainTextAsync($"of {steps} steps", s_twoSeconds);
            }

            await page.Keyboard.PressAsync("End");
            run.AddStep();
            await Expect(page.Locator(".runs .card header").First).ToContainTextAsync("step 4", s_twoSeconds);
        }
    }

    [Fact]
    public async Task AnEmptyFolderSaysWhatToRunAndFillsItself()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        IPage page = await chromium.OpenAsync(board.Address);
        await Expect(page.Locator(".empty")).ToContainTextAsync($"cenote visualize --logdir {board.Logs}");
        PooledRun.Write(Path.Combine(board.Logs, "run"), steps: 1);
        await Expect(page.Locator(".runs h2")).ToHaveTextAsync("run", new() { Timeout = 2000 });
        await Expect(page.Locator(".empty")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ADamagedFileShowsTheRestAndSaysWhatIsLost()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder =>
        {
            PooledRun.Write(folder.File("run"), steps: 5);
            string file = Directory.GetFiles(folder.File("run")).Single();
            byte[] bytes = File.ReadAllBytes(file);
            int middle = (int)new EventPlaces(file).OfImage(4);
            bytes[middle + 40] ^= 1;
            File.WriteAllBytes(file, bytes);
        });
        IPage page = await chromium.OpenAsync(board.Address);
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Run run is damaged in 1 place:");
        await Expect(page.Locator(".toolbar")).ToContainTextAsync("of 5 steps");
        await Expect(page.Locator(".runs .card")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task ABoardThatEndedIsToldOf()
    {
        TestBoard board = await TestBoard.StartAsync(folder => PooledRun.Write(folder.File("run"), steps: 1));
        IPage page = await chromium.OpenAsync(board.Address);
        await Expect(page.Locator(".runs .card")).ToHaveCountAsync(2);
        await board.DisposeAsync();
        await Expect(page.GetByText("The board does not answer.").First).ToBeVisibleAsync();
    }

    /// <summary>Where the records of a file begin, read from their lengths alone.</summary>
    private sealed class EventPlaces(string file)
    {
        public long OfImage(int record)
        {
            byte[] bytes = File.ReadAllBytes(file);
            long at = 0;
            for (int i = 0; i < record; i++)
                at += BitConverter.ToInt64(bytes, (int)at) + 16;

            return at;
        }
    }
}
