namespace FfiIsolation;

/// <summary>How a function on x86-64 takes its arguments and returns its result.</summary>
public enum CallConvention
{
    /// <summary>The convention of Linux and other Unix systems: System V ABI, AMD64 supplement.</summary>
    SystemV,

    /// <summary>The convention of Windows, which GCC and Clang also compile for on Linux: <c>__attribute__((ms_abi))</c>.</summary>
    Microsoft,
}
