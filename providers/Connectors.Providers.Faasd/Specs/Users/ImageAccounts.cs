using System.Diagnostics.CodeAnalysis;
using Connectors.Providers.Faasd.Specs.Runtime;

namespace Connectors.Providers.Faasd.Specs.Users;

/// <summary>Who is known in an image.</summary>
/// <param name="Passwd">The text of its <c>/etc/passwd</c>; empty when it has none.</param>
/// <param name="Group">The text of its <c>/etc/group</c>.</param>
internal sealed record ImageAccounts(string Passwd, string Group)
{
    // What the kernel takes of groups beside the first.
    private const int MostGroups = 65_536;

    /// <summary>
    /// Finds who <c>user</c> or <c>user:group</c> is, each a name or a number; empty: root. A number need not be known to the image: it then has group 0.
    /// Whose group is not named is in all groups that have it as a member.
    /// </summary>
    public bool TryResolve(string text, [NotNullWhen(true)] out RuntimeUser? user, [NotNullWhen(false)] out string? fault)
    {
        user = null;
        var colon = text.IndexOf(':');
        var name = colon < 0 ? text : text[..colon];
        if (!TryFindAccount(name.Length == 0 ? "0" : name, out var account))
            return Unknown("user", name, "/etc/passwd", out fault);
        if (colon < 0)
        {
            user = new RuntimeUser(account.Uid, account.Gid, Groups(account));
            fault = null;
            return true;
        }
        var group = text[(colon + 1)..];
        if (!TryFindGroup(group, out var gid))
            return Unknown("group", group, "/etc/group", out fault);
        user = new RuntimeUser(account.Uid, gid);
        fault = null;
        return true;
    }

    private bool TryFindAccount(string text, [NotNullWhen(true)] out Account? account)
    {
        var isNumber = IdNumber.TryParse(text, out var uid);
        account = Account.Read(Passwd).FirstOrDefault(line => line.Name == text || (isNumber && line.Uid == uid)) ?? (isNumber ? new Account("", uid, 0) : null);
        return account is not null;
    }

    private bool TryFindGroup(string text, out uint gid)
    {
        if (AccountGroup.Read(Group).FirstOrDefault(line => line.Name == text) is not { } group)
            return IdNumber.TryParse(text, out gid);
        gid = group.Gid;
        return true;
    }

    private uint[]? Groups(Account account)
    {
        if (account.Name.Length == 0)
            return null;
        var groups = AccountGroup.Read(Group).Where(group => group.Members.Contains(account.Name)).Select(group => group.Gid)
            .Where(gid => gid != account.Gid).Distinct().Take(MostGroups).ToArray();
        return groups.Length == 0 ? null : groups;
    }

    private static bool Unknown(string what, string name, string file, [NotNullWhen(false)] out string? fault)
    {
        fault = $"{what} '{ForeignText.Shown(name)}' is not in the image's {file}; use one that is, or a number of at most {int.MaxValue}";
        return false;
    }
}
