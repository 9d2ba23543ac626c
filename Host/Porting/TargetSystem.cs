namespace FfiIsolation.Porting;

/// <summary>A kind of operating system. A host runs on the first of them alone; of the others this knows what is pure (docs/porting.md).</summary>
internal enum TargetSystem
{
    Linux,
    Windows,
    MacOS,
}
