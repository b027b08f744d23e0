namespace Cenote.Tests.Conformance.Onnx;

/// <summary>docs/conformance.md says what the tests have just found.</summary>
public class ConformanceTableTests
{
    [Fact]
    public void DocsHoldTheTable()
    {
        // Without ONNX's files its columns could not be written.
        Repository.SharedOrSkip(OnnxCase.Folder);
        string docs = Path.Combine(Repository.Root, "docs", "conformance.md"), table = ConformanceTable.Markdown(ConformanceTable.Run());
        if (Environment.GetEnvironmentVariable("CENOTE_WRITE_DOCS") == "1")
            File.WriteAllText(docs, table);

        Assert.Equal(table, File.ReadAllText(docs));
    }

    [Fact]
    public void CountsPassedRefusedAndLeftOut()
    {
        string table = ConformanceTable.Markdown(
        [
            new("first", "max", "a", Accepted: true, LeftOut: null),
            new("first", "max", "b", Accepted: true, LeftOut: null),
            new("first", "max", "c", Accepted: false, LeftOut: null),
            new("second", "avg", "d", Accepted: true, LeftOut: null),
            new("second", "roi", "e", Accepted: true, LeftOut: "because"),
            new("second", "roi", "f", Accepted: false, LeftOut: "because"),
        ]);
        Assert.EndsWith(
            """
            | operator | first | second |
            | --- | ---: | ---: |
            | `max` | 2 + 1 |  |
            | `avg` |  | 1 |
            | passed | 2 + 1 | 1 |
            | left out |  | 1 + 1 |

            ## Left out

            | suite | operator | reason | count | cases |
            | --- | --- | --- | ---: | --- |
            | second | roi | because | 1 + 1 | e, f |

            """,
            table,
            StringComparison.Ordinal);
    }
}
