using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace FfiIsolation.Extensions.Hosting;

internal static class OptionsSection
{
    [RequiresUnreferencedCode("Binds options by reflection.")]
    [RequiresDynamicCode("Binds options by reflection.")]
    public static void Bind(IConfiguration section, NativeHostOptions options)
    {
        // The binder sets the members of the budget that it finds, which may be everybody's: RestartBudget.Unlimited.
        options.RestartBudget = options.RestartBudget with { };

        // A misspelt key would be a default that nobody wanted.
        section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
    }
}
