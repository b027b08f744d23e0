using System.CommandLine;

namespace Cenote.Cli.Completion;

/// <summary><c>cenote completion</c>: the script by which a shell completes commands, options and names.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Where nothing of cenote's own fits, a file may.
        _cenote() {
            local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
            COMPREPLY=($(compgen -W "$(cenote suggest "$line" 2> /dev/null)" -- "$word"))
        }
        complete -o default -F _cenote cenote

        """;

    private const string Zsh = """
        #compdef cenote
        # Where nothing of cenote's own fits, a file may.
        _cenote() {
            local -a answers
            answers=(${(f)"$(cenote suggest "${words[1,CURRENT-1]} $PREFIX" 2> /dev/null)"})
            compadd -a answers || _files
        }
        compdef _cenote cenote

        """;

    private const string Fish = """
        # Files are offered beside.
        complete -c cenote -a "(cenote suggest (commandline -cp) 2> /dev/null)"

        """;

    private static readonly Dictionary<string, string> s_scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish };

    public static Command Create()
    {
        Command command = new("completion", """
            Prints the script by which a shell completes cenote's commands, options and names at a tab.

            Examples:
              source <(cenote completion bash)                 # in ~/.bashrc
              source <(cenote completion zsh)                  # in ~/.zshrc, behind compinit
              cenote completion fish | source                  # in ~/.config/fish/config.fish
            """);
        Argument<string> shell = new("shell") { Description = $"{string.Join(", ", s_scripts.Keys)}." };
        shell.CompletionSources.Add([.. s_scripts.Keys]);
        command.Add(shell);
        command.SetAction(request =>
        {
            string name = request.GetValue(shell)!;
            request.InvocationConfiguration.Output.Write(s_scripts.TryGetValue(name, out string? script)
                ? script
                : throw new BadRequestException($"there is no completion for {name}{Complaint.DidYouMean(name, s_scripts.Keys)} There is one for {Words.List([.. s_scripts.Keys])}."));
            return ExitCode.Done;
        });
        return command;
    }
}
