/// The version of the program, for `--version` and every report.
public enum StocktakeVersion {
    /// Semantic version.
    public static let text = "0.2.0"
}
