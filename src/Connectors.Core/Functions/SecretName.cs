namespace Connectors.Core.Functions;

/// <summary>The rule for names of secrets: a DNS-1123 subdomain (labels joined by dots, at most 253 characters), which is also a safe file name.</summary>
public static class SecretName
{
    /// <summary>True for a valid name.</summary>
    public static bool IsValid(string? name)
    {
        if (name is null || name.Length is 0 or > 253)
            return false;
        foreach (var label in name.Split('.'))
        {
            if (!DnsLabel.IsValid(label))
                return false;
        }
        return true;
    }

    /// <summary>What is wrong with a name, as one sentence; null when nothing is.</summary>
    public static string? Fault(string? name) =>
        IsValid(name) ? null : $"secret name '{ShownText.Of(name)}' is not valid: use lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit";
}
