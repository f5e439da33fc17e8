using System.Text;

namespace Connectors.Watchdog.Commands;

/// <summary>
/// Splits a command line as a POSIX shell does: blanks, single quotes, double quotes, backslashes. Nothing is expanded; operators
/// such as <c>|</c> and <c>;</c> are ordinary characters.
/// </summary>
internal static class CommandWords
{
    private const int NeverClosed = -1;

    /// <summary>Splits at every single blank, as OpenFaaS' watchdogs do: two blanks make an empty word, quotes are ordinary characters.</summary>
    public static IReadOnlyList<string> SplitAtBlanks(string command) => command.Split(' ');

    /// <summary>The words; none for a blank line. False when a quote is not closed.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="words">Its words.</param>
    /// <param name="open">Where the quote that is not closed stands.</param>
    public static bool TrySplit(string command, out IReadOnlyList<string> words, out int open)
    {
        var found = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        (words, open) = (found, 0);
        for (var at = 0; at < command.Length;)
        {
            var character = command[at];
            if (character is ' ' or '\t' or '\n' or '\r')
            {
                if (inWord)
                    found.Add(word.ToString());
                word.Clear();
                inWord = false;
                at++;
                continue;
            }
            if (character is '\\' && at + 1 < command.Length && command[at + 1] is '\n')
            {
                at += 2;
                continue;
            }
            inWord = true;
            open = at;
            at = character switch
            {
                '\'' => SingleQuoted(command, at, word),
                '"' => DoubleQuoted(command, at, word),
                '\\' => Escaped(command, at, word),
                _ => Plain(command, at, word),
            };
            if (at is NeverClosed)
                return false;
        }
        if (inWord)
            found.Add(word.ToString());
        return true;
    }

    private static int Plain(string command, int at, StringBuilder word)
    {
        word.Append(command[at]);
        return at + 1;
    }

    // A backslash that ends the command stands for itself, as in sh.
    private static int Escaped(string command, int at, StringBuilder word)
    {
        word.Append(at + 1 < command.Length ? command[at + 1] : '\\');
        return at + 2;
    }

    private static int SingleQuoted(string command, int at, StringBuilder word)
    {
        var end = command.IndexOf('\'', at + 1);
        if (end < 0)
            return NeverClosed;
        word.Append(command, at + 1, end - at - 1);
        return end + 1;
    }

    private static int DoubleQuoted(string command, int at, StringBuilder word)
    {
        for (var next = at + 1; next < command.Length; next++)
        {
            var character = command[next];
            if (character is '"')
                return next + 1;
            if (character is '\\' && next + 1 < command.Length && command[next + 1] is '$' or '`' or '"' or '\\' or '\n')
            {
                next++;
                if (command[next] is not '\n')
                    word.Append(command[next]);
                continue;
            }
            word.Append(character);
        }
        return NeverClosed;
    }
}
