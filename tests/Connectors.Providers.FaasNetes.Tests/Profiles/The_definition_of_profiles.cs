using Connectors.Providers.FaasNetes.Profiles;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Tests.Profiles;

public class The_definition_of_profiles
{
    private static V1CustomResourceDefinition Definition { get; } = KubernetesYaml.Deserialize<V1CustomResourceDefinition>(ClusterDefinition.Manifest, strict: true);

    [Fact]
    public void Is_that_of_the_kind_that_is_read()
    {
        Assert.Equal($"{Profile.Plural}.{Profile.Group}", Definition.Metadata.Name);
        Assert.Equal(("Profile", Profile.Plural, "Namespaced"), (Definition.Spec.Names.Kind, Definition.Spec.Names.Plural, Definition.Spec.Scope));
        Assert.Equal(Profile.Version, Assert.Single(Definition.Spec.Versions).Name);
    }

    [Fact]
    public void Has_every_field_that_is_read_and_says_what_it_is_for()
    {
        var spec = Definition.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["spec"];
        var read = typeof(ProfileSpec).GetProperties().Where(property => property.CanWrite).Select(property => $"{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}");
        Assert.Equal(read.Order(StringComparer.Ordinal), spec.Properties.Keys.Order(StringComparer.Ordinal));
        Assert.All(spec.Properties, Described);
    }

    private static void Described(KeyValuePair<string, V1JSONSchemaProps> field)
    {
        Assert.False(string.IsNullOrWhiteSpace(field.Value.Description), field.Key);
        foreach (var below in field.Value.Properties ?? new Dictionary<string, V1JSONSchemaProps>())
            Described(new($"{field.Key}.{below.Key}", below.Value));
    }
}
