using System.Globalization;

namespace Connectors.Providers.Faasd.Specs.Users;

/// <summary>A line of <c>/etc/passwd</c>.</summary>
internal sealed record Account(string Name, uint Uid, uint Gid)
{
    /// <summary>Lines that are none are left out.</summary>
    public static IEnumerable<Account> Read(string passwd)
    {
        foreach (var line in passwd.Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length >= 4 && fields[0].Length > 0 && IdNumber.TryParse(fields[2], out var uid) && IdNumber.TryParse(fields[3], out var gid))
                yield return new Account(fields[0], uid, gid);
        }
    }
}

/// <summary>A line of <c>/etc/group</c>.</summary>
internal sealed record AccountGroup(string Name, uint Gid, IReadOnlyList<string> Members)
{
    /// <summary>Lines that are none are left out.</summary>
    public static IEnumerable<AccountGroup> Read(string group)
    {
        foreach (var line in group.Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length >= 3 && fields[0].Length > 0 && IdNumber.TryParse(fields[2], out var gid))
                yield return new AccountGroup(fields[0], gid, fields.Length > 3 ? fields[3].TrimEnd('\r').Split(',', StringSplitOptions.RemoveEmptyEntries) : []);
        }
    }
}

/// <summary>The number of a user or group.</summary>
internal static class IdNumber
{
    public static bool TryParse(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= int.MaxValue;
}
