namespace Connectors.Core.Units;

/// <summary>How far a word is from another that was probably meant.</summary>
public static class EditDistance
{
    private const int LongestWord = 200;
    private const int LongestDifference = 40;

    /// <summary>The fewest letters to change, add or leave out; <see cref="int.MaxValue"/> for words too long or too different to be one another's slip.</summary>
    public static int Of(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > LongestDifference || from.Length > LongestWord)
            return int.MaxValue;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                var change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(row[j - 1], above) + 1);
                diagonal = above;
            }
        }
        return row[^1];
    }
}
