using Connectors.Core.Functions;

namespace Connectors.Providers.Faasd.Namespaces;

/// <summary>A namespace of functions as containerd keeps it: marked by a label, annotations as labels of their own.</summary>
internal static class NamespaceLabels
{
    private const string Mark = "openfaas";
    // Told from the mark of a user, who writes 1 or true: what we add is not shown as hers.
    private const string Ours = "true";
    private const string Added = "connectors/marked";
    private const string Leaving = "connectors/leaving";
    private const string Annotation = "com.openfaas.annotations.";

    public static Dictionary<string, string> Of(FunctionNamespace one)
    {
        var labels = new Dictionary<string, string>(one.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in one.Annotations ?? new Dictionary<string, string>())
            labels[Annotation + name] = value;
        if (!IsMark(labels.GetValueOrDefault(Mark)))
        {
            labels[Mark] = Ours;
            labels[Added] = Ours;
        }
        return labels;
    }

    public static FunctionNamespace Read(string name, IReadOnlyDictionary<string, string> all)
    {
        var added = all.ContainsKey(Added);
        var labels = all.Where(label => !label.Key.StartsWith(Annotation, StringComparison.Ordinal) && label.Key != Added && !(added && label.Key == Mark)).ToDictionary();
        var annotations = all.Where(label => label.Key.StartsWith(Annotation, StringComparison.Ordinal)).ToDictionary(label => label.Key[Annotation.Length..], label => label.Value);
        return new FunctionNamespace { Name = name, Labels = labels.Count > 0 ? labels : null, Annotations = annotations.Count > 0 ? annotations : null };
    }

    /// <summary>Whether functions may be put into a namespace with these labels.</summary>
    public static bool HoldsFunctions(IReadOnlyDictionary<string, string> labels) => labels.TryGetValue(Mark, out var mark) && IsMark(mark);

    /// <summary>Whether it is a namespace of ours that was removed and is not empty yet.</summary>
    public static bool IsLeaving(IReadOnlyDictionary<string, string> labels) => labels.ContainsKey(Leaving);

    /// <summary>Marked as clients mark a namespace that holds functions.</summary>
    public static Dictionary<string, string> OfDefault() => Of(new FunctionNamespace { Annotations = new Dictionary<string, string> { [Mark] = "1" } });

    public static Dictionary<string, string> OfLeaving() => new() { [Leaving] = Ours };

    private static bool IsMark(string? text) => text is "1" or "true";
}
