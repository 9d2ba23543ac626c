namespace FfiIsolation.Generator;

/// <summary>The names of types, as metadata has them.</summary>
internal static class KnownNames
{
    public const string NativeLibrary = "FfiIsolation.NativeLibraryAttribute";
    public const string NativeDeclarations = "FfiIsolation.NativeDeclarationsAttribute";
    public const string NativeFunction = "FfiIsolation.NativeFunctionAttribute";
    public const string Quarantine = "FfiIsolation.QuarantineAttribute";
    public const string FreedBy = "FfiIsolation.FreedByAttribute";
    public const string Borrowed = "FfiIsolation.BorrowedAttribute";
    public const string IsolatedImport = "FfiIsolation.IsolatedImportAttribute";
    public const string LibraryImport = "System.Runtime.InteropServices.LibraryImportAttribute";
    public const string DllImport = "System.Runtime.InteropServices.DllImportAttribute";
    public const string MarshalAs = "System.Runtime.InteropServices.MarshalAsAttribute";
    public const string StructLayout = "System.Runtime.InteropServices.StructLayoutAttribute";
    public const string FieldOffset = "System.Runtime.InteropServices.FieldOffsetAttribute";
    public const string StringBuilder = "System.Text.StringBuilder";
    public const string SafeHandle = "System.Runtime.InteropServices.SafeHandle";
    public const string InlineArray = "System.Runtime.CompilerServices.InlineArrayAttribute";
    public const string DisableRuntimeMarshalling = "System.Runtime.CompilerServices.DisableRuntimeMarshallingAttribute";
    public const string In = "System.Runtime.InteropServices.InAttribute";
    public const string Out = "System.Runtime.InteropServices.OutAttribute";
    public const string CancellationToken = "System.Threading.CancellationToken";
    public const string Task = "System.Threading.Tasks.Task";
    public const string TaskOfT = "System.Threading.Tasks.Task`1";
    public const string ValueTask = "System.Threading.Tasks.ValueTask";
    public const string ValueTaskOfT = "System.Threading.Tasks.ValueTask`1";
    public const string Span = "System.Span`1";
    public const string ReadOnlySpan = "System.ReadOnlySpan`1";
    public const string Memory = "System.Memory`1";
    public const string ReadOnlyMemory = "System.ReadOnlyMemory`1";
    public const string Half = "System.Half";
    public const string Int128 = "System.Int128";
    public const string UInt128 = "System.UInt128";
    public const string Complex = "System.Numerics.Complex";
    public const string LongDouble = "FfiIsolation.LongDouble";
    public const string LongDoubleComplex = "FfiIsolation.LongDoubleComplex";
    public const string NativePointer = "FfiIsolation.NativePointer";
    public const string NativeHandle = "FfiIsolation.NativeHandle";
    public const string NativeArgument = "FfiIsolation.NativeArgument";
    public const string NativeResult = "FfiIsolation.NativeResult";
    public const string NativeBuffer = "FfiIsolation.NativeBuffer";
    public const string NativeStruct = "FfiIsolation.NativeStruct";
    public const string NativeCallback = "FfiIsolation.NativeCallback";
    public const string PointerOut = "FfiIsolation.PointerOut";
    public const string KeptMemory = "FfiIsolation.KeptMemory";
    public const string TransferredMemory = "FfiIsolation.TransferredMemory";
    public const string RentedBuffer = "FfiIsolation.RentedBuffer";
    public const string CallbackHandler = "FfiIsolation.CallbackHandler";
    public const string CallbackArguments = "FfiIsolation.CallbackArguments";
}
