using System.Text;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>Cuts a command that is written as one text into its words, by the quotes of a shell and without anything else of one.</summary>
internal static class ShellWords
{
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        var quote = '\0';
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter == '\\' && quote != '\'' && at + 1 < text.Length)
                (isWord, _) = (true, word.Append(text[++at]));
            else if (quote == '\0' && letter is '\'' or '"')
                (isWord, quote) = (true, letter);
            else if (letter == quote && quote != '\0')
                quote = '\0';
            else if (quote == '\0' && char.IsWhiteSpace(letter))
                Finish();
            else
                (isWord, _) = (true, word.Append(letter));
        }
        if (quote != '\0')
            throw new FormatException($"the quote {quote} is not closed");
        Finish();
        return words;

        void Finish()
        {
            if (isWord)
                words.Add(word.ToString());
            word.Clear();
            isWord = false;
        }
    }
}
