using System.Reflection;
using System.Reflection.Emit;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Cli.Tests.Modules;

/// <summary>Writes assemblies of strangers to disk.</summary>
internal static class ModuleAssembly
{
    /// <summary>One with a module for each name; its connector is <see cref="RecordingConnector"/>'s to register.</summary>
    public static void Write(string path, params string[] names) => Write(path, typeof(IConnectorModule), (type, name) => type.EmitReturning("get_Name", code => code.Emit(OpCodes.Ldstr, name)), names);

    /// <summary>One whose module takes its name from a package beside it: from the field <c>Acme.Name</c> of an assembly of that name.</summary>
    public static void WriteWithPackage(string path, string package, string name)
    {
        var folder = Path.GetDirectoryName(path)!;
        var brought = new PersistedAssemblyBuilder(new AssemblyName(package) { Version = new Version(99, 0) }, typeof(object).Assembly);
        var acme = brought.DefineDynamicModule(package).DefineType("Acme", TypeAttributes.Public | TypeAttributes.Class);
        var naming = acme.DefineMethod("Naming", MethodAttributes.Public | MethodAttributes.Static, typeof(string), []);
        naming.GetILGenerator().Emit(OpCodes.Ldstr, name);
        naming.GetILGenerator().Emit(OpCodes.Ret);
        acme.CreateType();
        brought.Save(Path.Combine(folder, $"{package}.dll"));
        Write(path, typeof(IConnectorModule), (type, _) => type.EmitReturning("get_Name", code => code.Emit(OpCodes.Call, naming)), name);
    }

    /// <summary>One that was built against another version of the Sdk.</summary>
    public static void WriteAgainst(string path, Version sdk)
    {
        var other = new PersistedAssemblyBuilder(new AssemblyName("Connectors.Sdk") { Version = sdk }, typeof(object).Assembly);
        var promise = other.DefineDynamicModule("Connectors.Sdk").DefineType(typeof(IConnectorModule).FullName!, TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
        promise.CreateType();
        Write(path, promise, (_, _) => { }, "other");
    }

    /// <summary>One whose module's constructor throws.</summary>
    public static void WriteThrowing(string path, string message) => Write(
        path,
        typeof(IConnectorModule),
        (type, name) =>
        {
            type.EmitReturning("get_Name", code => code.Emit(OpCodes.Ldstr, name));
            var make = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, []).GetILGenerator();
            make.Emit(OpCodes.Ldstr, message);
            make.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
            make.Emit(OpCodes.Throw);
        },
        "thrower");

    private static void Write(string path, Type promise, Action<TypeBuilder, string> name, params string[] names)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Path.GetFileNameWithoutExtension(path)), typeof(object).Assembly);
        var module = assembly.DefineDynamicModule("Strangers");
        for (var i = 0; i < names.Length; i++)
        {
            var type = module.DefineType($"Strangers.Module{i}", TypeAttributes.Public | TypeAttributes.Class, typeof(object), [promise]);
            name(type, names[i]);
            if (promise == typeof(IConnectorModule))
                EmitRegister(type);
            type.CreateType();
        }
        assembly.Save(path);
    }

    private static void EmitReturning(this TypeBuilder type, string method, Action<ILGenerator> value)
    {
        var code = type.DefineMethod(method, MethodAttributes.Public | MethodAttributes.Virtual, typeof(string), []).GetILGenerator();
        value(code);
        code.Emit(OpCodes.Ret);
    }

    // services.AddConnector<RecordingConnector>(...) is RecordingConnector.Register(services, section): the assembly refers to this one's.
    private static void EmitRegister(TypeBuilder type)
    {
        var code = type.DefineMethod("Register", MethodAttributes.Public | MethodAttributes.Virtual, typeof(void), [typeof(IServiceCollection), typeof(ConnectorSection)]).GetILGenerator();
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Call, typeof(RecordingConnector).GetMethod(nameof(RecordingConnector.Register))!);
        code.Emit(OpCodes.Ret);
    }
}
