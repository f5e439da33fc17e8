using Connectors.Charts.Tests.Rendering;
using k8s.Models;

namespace Connectors.Charts.Tests.Objects;

/// <summary>The definitions of custom resources that come with the chart, as a present Kubernetes knows them.</summary>
public class What_is_defined
{
    [Fact]
    public void Every_definition_is_a_kind_of_OpenFaaS_with_a_schema_whose_every_field_has_a_type()
    {
        var definitions = Directory.GetFiles(Path.Combine(Repository.Chart, "crds"), "*.yaml").SelectMany(file => Manifests.Read(File.ReadAllText(file)).Objects).Cast<V1CustomResourceDefinition>().ToList();
        Assert.Contains(definitions, one => one.Metadata.Name == "functions.openfaas.com");
        Assert.All(definitions, one =>
        {
            Assert.Equal(("openfaas.com", "Namespaced", $"{one.Spec.Names.Plural}.openfaas.com"), (one.Spec.Group, one.Spec.Scope, one.Metadata.Name));
            var version = Assert.Single(one.Spec.Versions);
            Assert.Equal(("v1", true, true), (version.Name, version.Served, version.Storage));
            Typed(version.Schema.OpenAPIV3Schema, one.Metadata.Name);
        });
    }

    private static void Typed(V1JSONSchemaProps schema, string at)
    {
        Assert.True(schema.Type is not null || schema.XKubernetesPreserveUnknownFields == true || schema.XKubernetesIntOrString == true, at);
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, V1JSONSchemaProps>())
            Typed(property, $"{at}.{name}");
    }
}
