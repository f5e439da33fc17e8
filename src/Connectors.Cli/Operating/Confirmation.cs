using Connectors.Cli.Commands;

namespace Connectors.Cli.Operating;

/// <summary>Asks before something that cannot be undone.</summary>
internal static class Confirmation
{
    /// <summary>Returns when the user says yes.</summary>
    /// <exception cref="OperatorFaultException">Nobody is there to ask, or the answer is another.</exception>
    public static void Ask(CommandSurroundings surroundings, string question)
    {
        if (!surroundings.CanAsk)
            throw OperatorFaultException.Usage($"{question} There is no terminal to ask at: add --yes to mean it");
        surroundings.Error.Write($"{string.Concat(question.Select(letter => char.IsControl(letter) ? '?' : letter))} [y/N] ");
        surroundings.Error.Flush();
        if (surroundings.Input.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw OperatorFaultException.Refused("nothing was done");
    }
}
