using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Cenote.Cli;
using Cenote.Cli.Bench;
using Cenote.Cli.Board;
using Cenote.Cli.Completion;
using Cenote.Cli.Events;
using Cenote.Cli.Explain;
using Cenote.Cli.Pool;
using Cenote.Cli.Shape;
using Cenote.Cli.Visualize;

// UTF-8 everywhere: tags and file names hold any script, and Windows consoles start with another code page.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// Not a RootCommand: that one is named after its file, and this program is called cenote however it was started.
Command root = new("cenote", "See what pooling does: pools images, logs every batch before and after to TensorBoard, works examples window by window, reads TensorBoard folders.")
{
    new HelpOption(),
    new VersionOption(),
    VisualizeCommand.Create(),
    ExplainCommand.Create(),
    PoolCommand.Create(),
    ShapeCommand.Create(),
    BenchCommand.Create(),
    ListCommand.Create(),
    EventsCommand.Create(),
    BoardCommand.Create(),
    CompletionCommand.Create(),
};
root.Add(SuggestCommand.Create(root));
return CommandRunner.Run(root, args.Length > 0 ? args : ["--help"]);
