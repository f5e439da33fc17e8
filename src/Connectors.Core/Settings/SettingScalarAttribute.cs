namespace Connectors.Core.Settings;

/// <summary>Marks the one property of a settings class whose value stands for the whole section: <c>provider: process</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingScalarAttribute : Attribute;
