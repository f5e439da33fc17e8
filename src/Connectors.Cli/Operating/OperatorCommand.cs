using System.CommandLine;
using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Faults;

namespace Connectors.Cli.Operating;

/// <summary>Runs one command about queues, and turns what goes wrong into a line and an exit code.</summary>
internal sealed class OperatorCommand(OperatorFlags flags, CommandSurroundings surroundings)
{
    /// <summary>A command that does this.</summary>
    public Command Of(string name, string description, IEnumerable<Symbol> symbols, Func<OperatorSession, ParseResult, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }
        command.SetAction((parsed, cancellation) => RunAsync(parsed, run, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<OperatorSession, ParseResult, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            using var session = OperatorSession.Open(parsed, flags, surroundings);
            await run(session, parsed, cancellationToken);
            return ExitCode.Success;
        }
        catch (OperatorFaultException fault)
        {
            return await EndAsync(fault.Message, fault.ExitCode);
        }
        catch (DataDirectoryException fault)
        {
            return await EndAsync(fault.Message, fault is MissingSecretException ? ExitCode.Usage : ExitCode.Failure);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return await EndAsync($"the gateway broke off its answer: {broken.Message}; try again", ExitCode.Failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await EndAsync("stopped; what was done until now stays done", ExitCode.Failure);
        }
    }

    private async Task<int> EndAsync(string message, int code)
    {
        await surroundings.Error.WriteLineAsync($"connectors: {message}");
        return code;
    }
}
